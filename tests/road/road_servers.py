"""The councils' servers of the tests, each set up in a workspace as its settings have it."""

from __future__ import annotations

import shutil

from exchange_server import PASSWORD, USER, ExchangeServer
from graph_server import CERTIFICATE, CLIENT, KEY, SENDER, TENANT, GraphServer
from mail_server import MailServer

SMTP = """
smtp:
  host: localhost
  port: %d
  sender: bounces@council.example
  ca_file: ca.pem
"""
GRAPH = f"""
graph:
  tenant: {TENANT}
  client_id: {CLIENT}
  certificate: graph.pem
  key: file:keys/graph.key
  sender: {SENDER}
  endpoint: %s
  authority: %s
  ca_file: ca.pem
"""
EXCHANGE = f"""
exchange:
  endpoint: %s
  auth: basic
  user: {USER}
  password: file:keys/exchange-password
  sender: {SENDER}
  ca_file: ca.pem
"""
SECRETS = {"graph.key": KEY, "exchange-password": PASSWORD}
SERVERS = {"smtp": MailServer, "graph": GraphServer, "exchange": ExchangeServer}


def with_server(folder, kind, server):
    """Name ``server`` in the settings of a workspace, with what it asks for."""
    match kind:
        case "smtp":
            told = SMTP % server.port
        case "graph":
            told = GRAPH % (server.url, server.url)
        case _:
            told = EXCHANGE % server.endpoint
    settings = folder / "cpdocs.yaml"
    settings.write_text(settings.read_text("utf-8") + told, "utf-8")
    shutil.copy(server.ca_file, folder / "ca.pem")
    if kind == "smtp":
        return folder
    (folder / "graph.pem").write_text(CERTIFICATE, "ascii")
    for name, text in SECRETS.items():
        (folder / "keys" / name).write_text(text, "ascii")
        (folder / "keys" / name).chmod(0o600)
    return folder
