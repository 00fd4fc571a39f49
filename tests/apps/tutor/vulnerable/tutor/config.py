import os

MODEL = "gpt-4o-mini"
OPENAI_KEY = os.environ["TUTOR_OPENAI_KEY"]
SECRET_KEY = os.environ["TUTOR_SECRET_KEY"]
DATABASE = "/var/lib/tutor/tutor.db"
UPLOADS = "/var/lib/tutor/uploads"
