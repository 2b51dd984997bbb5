"""Every sentence people read, as typed functions, a module a feature. Plain Chinese, one thing at a time."""
