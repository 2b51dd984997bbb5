"""The console: the staff's pages, server-rendered, in Chinese."""

from bot.console.site import setup

__all__ = ["setup"]
