"""Two public frameworks that echo, to measure against: WeRoBot with its sessions, Flask with wechatpy.

They are no part of the product: `pip install werobot flask` first. Run as
`python -m bot.bench.echoes NAME PORT FOLDER`.
"""

import os
import sys
from importlib import import_module
from typing import Any

from bot.bench.servers import PLAIN

# Their interfaces are untyped and only installed for a benchmark, hence the imports by name.


def werobot_echo(port: int) -> None:
    """Echo with WeRoBot: its default SQLite sessions, plain mode, its default wsgiref-free server."""
    werobot: Any = import_module("werobot")
    robot = werobot.WeRoBot(token=PLAIN.token)

    @robot.text  # type: ignore[untyped-decorator]  # WeRoBot has no types
    def echo(message: Any, session: Any) -> str:  # noqa: ANN401 - WeRoBot has no types
        session["count"] = session.get("count", 0) + 1
        return str(message.content)

    bottle: Any = import_module("bottle")
    contrib: Any = import_module("werobot.contrib.bottle")
    application = bottle.Bottle()
    application.route("/wechat", method=["GET", "POST"], callback=contrib.make_view(robot))
    application.route("/", callback=lambda: "ok")
    _serve(application, port)


def flask_echo(port: int) -> None:
    """Echo with Flask and wechatpy in safe mode, doing no work at all."""
    flask: Any = import_module("flask")
    servers: Any = import_module("bot.bench.servers")
    wechatpy: Any = import_module("wechatpy")
    crypto: Any = import_module("wechatpy.crypto")
    account = servers.ACCOUNT
    cipher = crypto.WeChatCrypto(account.token, account.aes_key, account.app_id)
    application = flask.Flask("echo")

    def wechat() -> str:
        query = flask.request.args
        xml = cipher.decrypt_message(
            flask.request.data, query["msg_signature"], query["timestamp"], query["nonce"]
        )
        message = wechatpy.parse_message(xml)
        reply = wechatpy.create_reply(message.content, message)
        return str(cipher.encrypt_message(reply.render(), query["nonce"], query["timestamp"]))

    application.add_url_rule("/wechat", view_func=wechat, methods=["POST"])
    application.add_url_rule("/", view_func=lambda: "ok", endpoint="alive")
    _serve(application, port)


def _serve(application: Any, port: int) -> None:  # noqa: ANN401 - any WSGI application
    waitress: Any = import_module("waitress")
    waitress.serve(application, host="127.0.0.1", port=port, threads=8, _quiet=True)


ECHOES = {"werobot": werobot_echo, "flask": flask_echo}

if __name__ == "__main__":
    os.chdir(sys.argv[3])
    ECHOES[sys.argv[1]](int(sys.argv[2]))
