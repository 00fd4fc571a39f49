// What a person pastes.

export const sqlInjection = `# VULNERABLE - Never do this
def get_user(user_id):
    query = f"SELECT * FROM users WHERE id = {user_id}"
    return db.execute(query).fetchone()
`;

export const commandInjection = `# VULNERABLE - Command injection risk
import subprocess
def process_file(filename):
    subprocess.run(f"convert {filename} output.jpg", shell=True)
`;

export const weakCryptography = `# VULNERABLE - Weak hashing
import hashlib
import random

def hash_password(password):
    return hashlib.md5(password.encode()).hexdigest()

def generate_token():
    return str(random.randint(1000000, 9999999))
`;

export const secureSql = `# SECURE - Use parameterized queries
def get_user(user_id: int) -> Optional[User]:
    query = "SELECT * FROM users WHERE id = ?"
    return db.execute(query, (user_id,)).fetchone()

# Or with SQLAlchemy
def get_user(user_id: int) -> Optional[User]:
    return session.query(User).filter(User.id == user_id).first()
`;

export const secureCommand = `# SECURE - Use subprocess with argument list
import subprocess
from pathlib import Path

def process_file(filename: str):
    # Validate filename
    if not Path(filename).exists():
        raise ValueError("File does not exist")

    # Use argument list instead of shell=True
    subprocess.run(["convert", filename, "output.jpg"], check=True)
`;

export const secureCryptography = `# SECURE - Strong hashing and random generation
import hashlib
import secrets
import bcrypt

def hash_password(password: str) -> str:
    # Use bcrypt for password hashing
    salt = bcrypt.gensalt()
    return bcrypt.hashpw(password.encode('utf-8'), salt).decode('utf-8')

def verify_password(password: str, hashed: str) -> bool:
    return bcrypt.checkpw(password.encode('utf-8'), hashed.encode('utf-8'))

def generate_secure_token(length: int = 32) -> str:
    return secrets.token_urlsafe(length)
`;
