# rule: PV309
import django
from django.conf import settings

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
settings.configure(PASSWORD_HASHERS=PASSWORD_HASHERS, INSTALLED_APPS=INSTALLED_APPS)
django.setup()


# --- proof
def benign(program):
    from django.contrib.auth.hashers import check_password, make_password

    old = "md5$salt$" + __import__("hashlib").md5(b"saltBirch-4").hexdigest()
    return check_password("Birch-4", old), check_password("Birch-4", make_password("Birch-4")), check_password("x", old)


def exploit(program):
    from django.contrib.auth.hashers import make_password

    return make_password("Birch-4").startswith("md5$")
