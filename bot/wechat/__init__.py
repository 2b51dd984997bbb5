"""WeChat's own language: XML, signatures, ciphertext, tokens, error codes. Nothing else knows them."""
