"""What reaches Telegram: showing, answering, sending, the middlewares. One layer, without a server."""
