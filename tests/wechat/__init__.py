"""WeChat's language and its double."""
