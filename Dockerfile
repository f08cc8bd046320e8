# The application as `make run` serves it, on a PostgreSQL that DATABASE_URL names: see docker-compose.yml.

FROM python:3.13-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
# The packages first: they change less often than the program, and their layer is then built less often.
COPY requirements requirements
RUN uv venv && uv pip install --require-hashes --requirement requirements/image.lock
COPY manage.py ./
COPY config config
COPY claims claims
COPY fixtures fixtures
COPY seeds seeds
# Neither value outlives this step: collecting asks for settings, and uses neither key nor database.
# uv has compiled the packages. Uncompiled, the program would be compiled at each start, for the image writes nothing.
RUN SECRET_KEY=unused DATABASE_URL=postgresql:///unused .venv/bin/python -m config.static \
    && .venv/bin/python -m compileall -q manage.py config claims

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin policy-claims
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/ready', timeout=4)"]
CMD ["python", "-m", "config.launch"]
