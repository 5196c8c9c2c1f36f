"""An echo with WeRoBot, on the server given: tornado, or gunicorn through Bottle."""

import os
import sys

import werobot
from werobot.contrib.tornado import make_handler

options = {"token": os.environ["TOKEN"]}
if os.environ["SESSION"] == "no":
    options["enable_session"] = False
if os.environ["MODE"] == "safe":
    options |= {"encoding_aes_key": os.environ["AES_KEY"], "app_id": os.environ["APP_ID"]}
robot = werobot.WeRoBot(**options)


@robot.text
def echo(message):
    return message.content


def serve_tornado(port: int) -> None:
    import tornado.ioloop
    import tornado.web

    tornado.web.Application([(r"/wechat/.*", make_handler(robot))]).listen(port, "127.0.0.1")
    tornado.ioloop.IOLoop.current().start()


if __name__ == "__main__":
    serve_tornado(int(sys.argv[1]))
