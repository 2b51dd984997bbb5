"""What a turn does: each feature one module, each sentence one function in `handlers.voice`."""
