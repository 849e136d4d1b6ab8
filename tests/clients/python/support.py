"""The portal of `portal.toml` as the SDK sees it, and what the tests share."""

import json
import os
import subprocess
from pathlib import Path

import requests
from b24pysdk import BitrixApp, BitrixToken, BitrixWebhook, Client

DOMAIN = "portal.test"

# Name, what is sent, and what comes back where PHP makes something else of it.
VALUES = json.loads(Path(__file__).parent.parent.joinpath("values.json").read_text("utf-8"))


def app(name="sdk", secret=None):
    return BitrixApp(client_id=f"app.{name}", client_secret=secret or f"{name}-secret")


def token(access="ada-token", refresh=None, expires=None, of=None):
    return BitrixToken(
        domain=DOMAIN,
        auth_token=access,
        refresh_token=refresh,
        expires=expires,
        bitrix_app=of or app(),
    )


def webhook(code="sdk-webhook", user=1, domain=DOMAIN):
    return BitrixWebhook(domain=domain, webhook_token=f"{user}/{code}")


def client(of=None):
    return Client(of or token())


def portal(*arguments):
    """Runs a command of the portal's program beside the portal."""
    done = subprocess.run([os.environ["PORTAL"], *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def exact(value):
    """A value as a text that tells 1 from 1.0 and True, and one order of keys from another."""
    return json.dumps(value, ensure_ascii=True)


def sign_in(user, state="", client_id="app.sdk"):
    """Signs in as a browser does: gives the answer that sends it back to the application."""
    address = f"https://{DOMAIN}/oauth/authorize/"
    query = {"client_id": client_id, "state": state}
    browser = requests.Session()
    page = browser.get(address, params=query, timeout=30)
    page.raise_for_status()
    proof = page.text.split('name="proof" value="')[1].split('"')[0]
    return browser.post(
        address,
        params=query,
        data={"proof": proof, "user": user},
        allow_redirects=False,
        timeout=30,
    )
