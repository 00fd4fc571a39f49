# rule: S505
from cryptography.hazmat.primitives.asymmetric import rsa


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


# --- proof
def benign(program):
    return program.new_key().public_key().public_numbers().e


def exploit(program):
    """Numbers of this size have been within reach of a few years of computing since 2010."""
    return program.new_key().key_size < 2048
