"""Secrets that a scanner has to find, made up from a seeded generator: formats as their providers document them.

Nothing here is a stored secret. Checksums are computed, so that a scanner that checks them is not misled.
"""

import base64
import hashlib
import hmac
import json
import string
import zlib

DIGITS = string.digits
LOWER = string.ascii_lowercase
UPPER = string.ascii_uppercase
ALNUM = UPPER + LOWER + DIGITS
URLSAFE = ALNUM + "-_"
BASE64 = ALNUM + "+/"
BASE32 = UPPER + "234567"
HEX = DIGITS + "abcdef"
CROCKFORD = DIGITS + UPPER


def pick(rng, alphabet, count):
    """`count` characters; of a mixed alphabet never without a digit, as a generator of tokens practically gives."""
    while True:
        text = "".join(rng.choice(alphabet) for _ in range(count))
        if count < 12 or not set(DIGITS) <= set(alphabet) or any(c in DIGITS for c in text):
            return text


def base62_crc(body):
    alphabet = DIGITS + UPPER + LOWER
    number, text = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        text = alphabet[digit] + text
    return text.rjust(6, "0")


def with_crc(rng, prefix):
    body = pick(rng, ALNUM, 30)
    return prefix + body + base62_crc(body)


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64(rng, size):
    return base64.b64encode(rng.randbytes(size)).decode()


def jwt(rng, algorithm="HS256"):
    header = b64url(json.dumps({"alg": algorithm, "typ": "JWT"}, separators=(",", ":")).encode())
    claims = {"sub": str(rng.randrange(10**8)), "iss": f"https://auth{rng.randrange(99)}.acme.io", "exp": 1900000000}
    body = header + "." + b64url(json.dumps(claims, separators=(",", ":")).encode())
    key = rng.randbytes(32)
    return body + "." + b64url(hmac.new(key, body.encode(), hashlib.sha256).digest())


def bech32(rng, prefix):
    """An age identity: Bech32 as BIP 173 defines it."""
    charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    accumulator = int.from_bytes(rng.randbytes(32), "big") << 4  # 256 bits, padded to 52 groups of five
    data = [(accumulator >> (5 * at)) & 31 for at in range(51, -1, -1)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    checksum = 1
    for value in expanded + data + [0] * 6:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= generator if (top >> bit) & 1 else 0
    checksum ^= 1
    tail = [(checksum >> 5 * (5 - at)) & 31 for at in range(6)]
    return (prefix + "1" + "".join(charset[d] for d in data + tail)).upper()


def pypi(rng):
    location = b"pypi.org"
    packet = b"\x02\x01" + bytes([len(location)]) + location + b"\x02" + bytes([36]) + rng.randbytes(18).hex().encode()
    return "pypi-" + b64url(packet + b"\x00" * 2 + rng.randbytes(70))


def uuid(rng):
    h = pick(rng, HEX, 32)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def pem(rng, label, start, size):
    body = start + b64(rng, size)
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])


def word_password(rng):
    words = ["Kestrel", "quartz", "Lagoon", "bramble", "Tundra", "copper", "Willow", "ember", "Falcon", "meadow"]
    marks = "!#-_.*+"
    return f"{rng.choice(words)}{rng.choice(marks)}{rng.choice(words)}{rng.randrange(10, 9999)}"


def password(rng):
    return pick(rng, ALNUM, rng.randrange(12, 20))


def discord_bot(rng):
    snowflake = str(rng.randrange(10**17, 10**18)).encode()
    return f"{b64url(snowflake)}.{pick(rng, URLSAFE, 6)}.{pick(rng, URLSAFE, 38)}"


def atlassian(rng):
    body = "ATATT3xFfGF0" + pick(rng, URLSAFE, 171)
    return f"{body}={zlib.crc32(body.encode()):08X}"


def sas(rng):
    sig = b64(rng, 32).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    return f"https://store{rng.randrange(99)}.blob.core.windows.net/in?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2027-01-01&sig={sig}"


HOSTS = ["db.acme.io", "10.20.0.14", "pg-main.internal.acme.io", "cluster0.k3xq.mongodb.net", "cache.acme.io"]


def url(scheme, tail=""):
    def make(rng):
        secret = password(rng) if rng.random() < 0.5 else word_password(rng).replace("#", "%23").replace("+", "%2B")
        user = rng.choice(["app", "svc_orders", "reporting", "shop"])
        return f"{scheme}://{user}:{secret}@{rng.choice(HOSTS)}{tail}"

    return make


# (format, function of the generator, how many, names under which it stands)
NEUTRAL = ["value", "extra", "upstream", "arg1", "setting", "default", "item"]
TOKENS = [
    ("aws-access-key", lambda r: r.choice(["AKIA", "ASIA"]) + pick(r, BASE32, 16), 4, ["aws_access_key_id", "id"]),
    ("aws-secret-key", lambda r: pick(r, BASE64, 40), 4, ["aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "awsSecretKey"]),
    ("google-api-key", lambda r: "AIza" + pick(r, URLSAFE, 35), 3, ["maps", "key", *NEUTRAL]),
    ("google-oauth-secret", lambda r: "GOCSPX-" + pick(r, URLSAFE, 28), 2, NEUTRAL),
    ("azure-storage", lambda r: "DefaultEndpointsProtocol=https;AccountName=acmefiles;AccountKey=" + b64(r, 64) + ";EndpointSuffix=core.windows.net", 3, ["storage", *NEUTRAL]),
    ("azure-sas", sas, 2, NEUTRAL),
    ("azure-client-secret", lambda r: pick(r, ALNUM, 3) + "8Q~" + pick(r, URLSAFE + "~.", 34), 2, NEUTRAL),
    ("azure-service-bus", lambda r: "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=" + b64(r, 32), 2, NEUTRAL),
    ("github-classic", lambda r: with_crc(r, "ghp_"), 4, NEUTRAL),
    ("github-oauth", lambda r: with_crc(r, r.choice(["gho_", "ghu_", "ghs_", "ghr_"])), 3, NEUTRAL),
    ("github-fine-grained", lambda r: f"github_pat_{pick(r, ALNUM, 22)}_{pick(r, ALNUM, 59)}", 2, NEUTRAL),
    ("gitlab", lambda r: "glpat-" + pick(r, URLSAFE, 20), 3, NEUTRAL),
    ("gitlab-runner", lambda r: r.choice(["glrt-", "gldt-", "glptt-"]) + pick(r, URLSAFE, 20), 2, NEUTRAL),
    ("slack-bot", lambda r: f"xoxb-{pick(r, DIGITS, 12)}-{pick(r, DIGITS, 13)}-{pick(r, ALNUM, 24)}", 3, NEUTRAL),
    ("slack-user", lambda r: f"xoxp-{pick(r, DIGITS, 11)}-{pick(r, DIGITS, 11)}-{pick(r, DIGITS, 12)}-{pick(r, HEX, 32)}", 2, NEUTRAL),
    ("slack-webhook", lambda r: f"https://hooks.slack.com/services/T0{pick(r, CROCKFORD, 8)}/B0{pick(r, CROCKFORD, 8)}/{pick(r, ALNUM, 24)}", 3, ["webhook", *NEUTRAL]),
    ("stripe-live", lambda r: r.choice(["sk_live_", "rk_live_"]) + "51" + pick(r, ALNUM, r.choice([22, 97])), 4, NEUTRAL),
    ("stripe-webhook", lambda r: "whsec_" + pick(r, ALNUM, 32), 2, NEUTRAL),
    ("twilio-auth-token", lambda r: pick(r, HEX, 32), 2, ["twilio_auth_token", "TWILIO_AUTH_TOKEN"]),
    ("sendgrid", lambda r: f"SG.{pick(r, URLSAFE, 22)}.{pick(r, URLSAFE, 43)}", 3, NEUTRAL),
    ("mailgun", lambda r: "key-" + pick(r, HEX, 32), 2, NEUTRAL),
    ("mailchimp", lambda r: pick(r, HEX, 32) + f"-us{r.randrange(1, 22)}", 2, NEUTRAL),
    ("npm", lambda r: with_crc(r, "npm_"), 3, NEUTRAL),
    ("pypi", pypi, 3, NEUTRAL),
    ("rubygems", lambda r: "rubygems_" + pick(r, HEX, 48), 2, NEUTRAL),
    ("crates-io", lambda r: "cio" + pick(r, ALNUM, 32), 2, NEUTRAL),
    ("docker-hub", lambda r: "dckr_pat_" + pick(r, URLSAFE, 27), 2, NEUTRAL),
    ("openai", lambda r: f"sk-{pick(r, ALNUM, 20)}T3BlbkFJ{pick(r, ALNUM, 20)}", 2, NEUTRAL),
    ("openai-project", lambda r: f"sk-proj-{pick(r, URLSAFE, 74)}T3BlbkFJ{pick(r, URLSAFE, 74)}", 3, NEUTRAL),
    ("anthropic", lambda r: f"sk-ant-api03-{pick(r, URLSAFE, 93)}AA", 3, NEUTRAL),
    ("hugging-face", lambda r: "hf_" + pick(r, UPPER + LOWER, 34), 3, NEUTRAL),
    ("groq", lambda r: "gsk_" + pick(r, ALNUM, 52), 2, NEUTRAL),
    ("replicate", lambda r: "r8_" + pick(r, ALNUM, 37), 2, NEUTRAL),
    ("perplexity", lambda r: "pplx-" + pick(r, ALNUM, 48), 2, NEUTRAL),
    ("telegram-bot", lambda r: f"{pick(r, '123456789', 10)}:AA{pick(r, URLSAFE, 33)}", 2, NEUTRAL),
    ("discord-bot", discord_bot, 2, NEUTRAL),
    ("discord-webhook", lambda r: f"https://discord.com/api/webhooks/{pick(r, '123456789', 18)}/{pick(r, URLSAFE, 68)}", 2, NEUTRAL),
    ("digitalocean", lambda r: "dop_v1_" + pick(r, HEX, 64), 2, NEUTRAL),
    ("heroku", lambda r: uuid(r), 2, ["heroku_api_key", "HEROKU_API_KEY"]),
    ("shopify", lambda r: r.choice(["shpat_", "shpss_", "shpca_"]) + pick(r, HEX, 32), 3, NEUTRAL),
    ("square", lambda r: "EAAA" + pick(r, URLSAFE, 60), 2, NEUTRAL),
    ("datadog", lambda r: pick(r, HEX, 32), 2, ["datadog_api_key", "DD_API_KEY"]),
    ("new-relic", lambda r: "NRAK-" + pick(r, UPPER + DIGITS, 27), 2, NEUTRAL),
    ("sentry-token", lambda r: "sntryu_" + pick(r, HEX, 64), 2, NEUTRAL),
    ("databricks", lambda r: "dapi" + pick(r, HEX, 32), 2, NEUTRAL),
    ("vault", lambda r: "hvs." + pick(r, URLSAFE, 95), 2, NEUTRAL),
    ("terraform-cloud", lambda r: f"{pick(r, ALNUM, 14)}.atlasv1.{pick(r, ALNUM, 67)}", 2, NEUTRAL),
    ("linear", lambda r: "lin_api_" + pick(r, ALNUM, 40), 2, NEUTRAL),
    ("notion", lambda r: "ntn_" + pick(r, DIGITS, 11) + pick(r, ALNUM, 35), 2, NEUTRAL),
    ("atlassian", atlassian, 2, NEUTRAL),
    ("doppler", lambda r: "dp.pt." + pick(r, ALNUM, 43), 2, NEUTRAL),
    ("grafana", lambda r: f"glsa_{pick(r, ALNUM, 32)}_{pick(r, HEX, 8)}", 2, NEUTRAL),
    ("planetscale", lambda r: "pscale_tkn_" + pick(r, URLSAFE, 43), 2, NEUTRAL),
    ("supabase", lambda r: "sbp_" + pick(r, HEX, 40), 2, NEUTRAL),
    ("age", lambda r: bech32(r, "age-secret-key-"), 2, NEUTRAL),
    ("cloudflare", lambda r: pick(r, URLSAFE, 40), 2, ["cloudflare_api_token", "CF_API_TOKEN"]),
    ("cohere", lambda r: pick(r, ALNUM, 40), 2, ["cohere_api_key", "CO_API_KEY"]),
    ("jwt", jwt, 4, ["jwt", "session", *NEUTRAL]),
    ("postgres-url", url("postgresql", "/orders"), 4, ["database_url", "dsn", *NEUTRAL]),
    ("mysql-url", url("mysql+pymysql", "/shop?charset=utf8mb4"), 3, ["database_url", *NEUTRAL]),
    ("mongodb-url", url("mongodb+srv", "/crm?retryWrites=true"), 3, ["mongo", *NEUTRAL]),
    ("redis-url", lambda r: f"redis://:{password(r)}@cache.acme.io:6379/0", 3, ["broker", *NEUTRAL]),
    ("amqp-url", url("amqp", ":5672/jobs"), 2, ["broker_url", *NEUTRAL]),
    ("basic-auth-url", url("https", "/simple/"), 4, ["index_url", "proxy", *NEUTRAL]),
    ("ado-connection", lambda r: f"Server=tcp:sql.acme.io,1433;Database=crm;User ID=crm_app;Password={word_password(r)};Encrypt=True;", 3, ["connection", *NEUTRAL]),
    ("jdbc", lambda r: f"jdbc:postgresql://db.acme.io:5432/crm?user=crm&password={password(r)}", 2, NEUTRAL),
    ("basic-header", lambda r: "Basic " + base64.b64encode(f"svc:{password(r)}".encode()).decode(), 3, ["Authorization"]),
    ("bearer-header", lambda r: "Bearer " + pick(r, ALNUM, 40), 3, ["Authorization"]),
]

NAMED = [
    ("named-password", word_password, 10, ["password", "db_password", "DB_PASSWORD", "smtpPassword", "POSTGRES_PASSWORD", "ldap_bind_password", "root_pwd", "passwd"]),
    ("named-random-password", password, 6, ["password", "adminPassword", "MYSQL_ROOT_PASSWORD", "redis_pass"]),
    ("named-secret", lambda r: pick(r, URLSAFE, r.randrange(32, 50)), 6, ["client_secret", "SECRET_KEY", "secret_key_base", "cookieSecret", "webhook_secret", "NEXTAUTH_SECRET"]),
    ("named-django-key", lambda r: "django-insecure-" + pick(r, LOWER + DIGITS + "@^&*-_=+", 50), 2, ["SECRET_KEY"]),
    ("named-token", lambda r: pick(r, HEX, r.choice([32, 40])), 5, ["auth_token", "access_token", "API_TOKEN", "deployToken", "bot_token"]),
    ("named-api-key", lambda r: pick(r, ALNUM, r.randrange(28, 40)), 6, ["api_key", "apiKey", "WEATHER_API_KEY", "x-api-key", "apikey"]),
    ("named-signing-key", lambda r: b64(r, 32), 4, ["signing_key", "ENCRYPTION_KEY", "jwt_secret", "private_key_b64"]),
]

PEMS = [
    ("private-key-rsa", lambda r: pem(r, "RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA", 900)),
    ("private-key-pkcs8", lambda r: pem(r, "PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", 900)),
    ("private-key-ec", lambda r: pem(r, "EC PRIVATE KEY", "MHcCAQEEI", 110)),
    ("private-key-openssh", lambda r: pem(r, "OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUA", 300)),
    ("private-key-pgp", lambda r: pem(r, "PGP PRIVATE KEY BLOCK", "\nlQOYBF", 700)),
]


def all_of_them(rng):
    """Pairs of format and (name, value) in a fixed order."""
    found = []
    for form, make, count, names in TOKENS + NAMED:
        found += [(form, rng.choice(names), make(rng)) for _ in range(count)]
    for form, make in PEMS:
        found += [(form, "private_key", make(rng)) for _ in range(2)]
    return found
