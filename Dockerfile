# The image of web, worker and beat: locked dependencies, built in stages, run without root.

# The browser's files, by the same task as on a developer's machine. The full image brings make.
FROM node:24-bookworm AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc Makefile ./
RUN make assets

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_HASHED=true
RUN useradd --create-home --uid 1000 baseload
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /build/static/vendor static/vendor
# The key is for this one command; the running site reads its own.
RUN python -m compileall -q . && SECRET_KEY=only-to-collect-static-files python manage.py collectstatic --noinput
USER baseload
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8000/healthz', timeout=4)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--preload", "--no-control-socket"]
