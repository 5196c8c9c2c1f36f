"""The bucket for files, where the settings name one."""

from obstore.store import S3Store

from config.settings import BucketSettings
from ebooks.bucket import Bucket


def bucket_of(settings: BucketSettings | None) -> Bucket | None:
    if settings is None:
        return None
    store = S3Store(
        settings.name,
        endpoint=settings.endpoint,
        access_key_id=settings.key_id.get_secret_value(),
        secret_access_key=settings.secret.get_secret_value(),
        region=settings.region,
        client_options={"allow_http": settings.endpoint.startswith("http://")},
    )
    return Bucket(store)
