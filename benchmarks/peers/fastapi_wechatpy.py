"""An echo as most would write it: FastAPI and wechatpy."""

import os

from fastapi import FastAPI, HTTPException, Request, Response
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

TOKEN = os.environ["TOKEN"]
app = FastAPI()
crypto = WeChatCrypto(TOKEN, os.environ["AES_KEY"], os.environ["APP_ID"])


@app.post("/wechat/{mode}")
async def receive(mode: str, request: Request) -> Response:
    query, body = request.query_params, await request.body()
    try:
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        if mode == "safe":
            body = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
    except InvalidSignatureException as error:
        raise HTTPException(403) from error
    message = parse_message(body)
    reply = create_reply(message.content, message).render()
    if mode == "safe":
        reply = crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
    return Response(reply, media_type="application/xml")
