"""The rim: HTTP, WeChat, the clock, the console, the process. Only here do transactions begin and end."""
