FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
WORKDIR /portal

COPY requirements.txt .
RUN pip install --no-deps -r requirements.txt

COPY . .
# Translations, fonts and collected files belong to the image; secrets come with the container.
RUN export SECRET_KEY=build-only DATABASE_URL=postgres://nobody@/none REDIS_URL=redis://none:1/0 \
    PORTAL_DATA_DIR=/data \
    && python -m compileall -q . \
    && python manage.py build_assets \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && useradd --create-home --uid 10001 portal \
    && mkdir -p /data/media /witness-a /witness-b \
    && chown -R portal:portal /data /witness-a /witness-b

ENV PORTAL_DATA_DIR=/data
USER portal
EXPOSE 8000 8811
CMD ["python", "manage.py", "check", "--deploy"]
