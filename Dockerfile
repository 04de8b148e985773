# The web application with its worker inside. SQLite lives on the volume /data; set NUANXIN_DATABASE_URL for PostgreSQL.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NUANXIN_HOST=0.0.0.0 \
    NUANXIN_PORT=8000 \
    NUANXIN_DATABASE_URL=sqlite:////data/nuanxin.db

WORKDIR /app
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY pyproject.toml README.md ./
COPY backend ./backend
COPY messages ./messages
COPY locales ./locales
# Editable, so that the program finds messages/ and locales/ beside it.
RUN python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e . \
    && pybabel compile -D nuanxin -d locales \
    && useradd --system --uid 10001 --home-dir /app nuanxin \
    && mkdir /data \
    && chown nuanxin /data

USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["nuanxin", "serve"]
