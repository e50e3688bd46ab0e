"""Buckets of S3 and of what speaks its language: what lies in them, and single objects.

botocore signs the requests, finds a bucket's region and reads the answers; it opens no connection. Each request goes
through `Lines`, to an address that was checked, and only to Amazon's machines or to the endpoint of a profile. Nothing
of the environment or of the user's own configuration is read: neither keys, nor endpoints, nor proxies.
"""

from __future__ import annotations

import http.client
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from catalog.addresses import S3Address, is_machine
from catalog.containment import FileRefused
from catalog.fetching import Allowance, Fetched, save
from catalog.lines import Lines
from catalog.profiles import Profile

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

MOST_LISTED = 1_000_000
_AMAZON = (".amazonaws.com", ".amazonaws.com.cn")
_NOT_THERE = {"NoSuchKey", "404", "NotFound"}
_KEYS_WRONG = {
    "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "AuthorizationHeaderMalformed",
    "InvalidSecurity", "TokenRefreshRequired",
}  # fmt: skip


class Denied(FileRefused):
    """The bucket does not say what it holds, or whether it holds an object."""


class Bucket:
    """One bucket, reached by one profile.

    Parameters
    ----------
    address : S3Address
        What was asked for; the profile must allow it.
    profile : Profile
    lines : Lines
        Their rule for addresses is widened to machines of the own network where the profile says so.
    allowance : Allowance

    Raises
    ------
    FileRefused
        ``address-refused``
    """

    def __init__(self, address: S3Address, profile: Profile, lines: Lines, allowance: Allowance) -> None:
        profile.refuse_foreign(address)
        self.name, self._profile, self._allowance = address.bucket, profile, allowance
        # Lines of its own: what this profile may reach, no other address of the same publication may.
        self._lines = Lines(lines.resolve, is_machine if profile.private_network else lines.is_allowed, lines.connect)
        self._endpoint = urlsplit(profile.endpoint) if profile.endpoint else None
        self._client = self._connected()

    def keys(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the key and the size of every object whose key begins with a prefix, in the order of the keys.

        Raises
        ------
        FileRefused
            ``fetch-failed``; `Denied` where the bucket may not be listed.
        """
        listed = 0
        with self._told("its bucket may not be listed"):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix):
                for held in page.get("Contents", ()):
                    listed += 1
                    if listed > MOST_LISTED:
                        raise FileRefused("fetch-failed", f"it lists more than {MOST_LISTED:,} objects; name a part")
                    if not held["Key"].endswith("/"):  # a folder, as some programs mark it
                        yield held["Key"], int(held["Size"])

    def fetch_as(self, key: str, path: Path, most_bytes: int | None = None) -> Fetched | None:
        """Fetch an object into a new file; None where the bucket says that there is none.

        Raises
        ------
        FileRefused
            ``fetch-failed`` or ``truncated``; `Denied` where the bucket does not tell.
        """
        with self._told(f"{key!r} may not be read, or does not exist"):
            try:
                got = self._client.get_object(Bucket=self.name, Key=key)
            except self._client.exceptions.ClientError as err:
                if _code(err) in _NOT_THERE:
                    return None
                raise
            return save(got["Body"]._raw_stream, got["ContentLength"], path, self._allowance, most_bytes)

    def close(self) -> None:
        """Close the connections."""
        self._lines.close()

    def _connected(self) -> Any:
        import botocore.session
        from botocore import UNSIGNED
        from botocore.config import Config

        profile, keys = self._profile, {}
        if profile.access_key:
            keys = {"aws_access_key_id": profile.access_key, "aws_secret_access_key": profile.secret_key}
            keys |= {"aws_session_token": profile.session_token or None}
        settings = Config(
            signature_version=None if keys else UNSIGNED,
            ignore_configured_endpoint_urls=True,
            s3={"addressing_style": "path" if self._endpoint or "." in self.name else "virtual"},
            retries={"total_max_attempts": 1},  # lines try again
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        ours = {"profile": None, "config_file": os.devnull, "credentials_file": os.devnull, "ca_bundle": None}
        session = botocore.session.Session({name: (None, None, value, None) for name, value in ours.items()})
        client = session.create_client(
            "s3",
            region_name=profile.region or "us-east-1",
            endpoint_url=profile.endpoint or None,
            config=settings,
            verify=True,
            **keys,
        )
        client.meta.events.register("before-send.s3", self._send)
        return client

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        from botocore.awsrequest import AWSResponse

        parts = self._place(request.url)
        headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
        }
        if request.method not in {"GET", "HEAD"} or request.body:
            raise FileRefused("address-refused", "only reading is asked of a bucket")
        answer = self._lines.ask(parts, self._allowance.until, request.method, headers)
        return AWSResponse(request.url, answer.status, dict(answer.getheaders()), _Raw(answer))

    def _place(self, url: str) -> SplitResult:
        parts = urlsplit(url)
        if self._endpoint is not None:
            known = parts[:2] == self._endpoint[:2]
        else:
            known = parts.scheme == "https" and parts.port is None and (parts.hostname or "").endswith(_AMAZON)
        if not known or parts.username is not None:
            raise FileRefused("address-refused", f"the bucket leads on to {parts.hostname}, which nobody named")
        return parts

    @contextmanager
    def _told(self, denied: str) -> Iterator[None]:
        """Turn what botocore raises into refusals that hold no part of a request."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as err:
            code = _code(err)
            whose = f"the profile {self._profile.name}" if self._profile.name else "anybody, without a profile"
            if code in _KEYS_WRONG:
                words = f"the keys of {whose} are not accepted ({code})"
            elif code in {"NoSuchBucket", "InvalidBucketName"}:
                words = f"there is no bucket {self.name!r}"
            elif code in {"AccessDenied", "403", "AllAccessDisabled", "Forbidden"}:
                raise Denied("fetch-failed", f"{denied} by {whose} ({code})") from None
            else:
                words = f"the bucket {self.name!r} answers {code[:60]}"
            raise FileRefused("fetch-failed", words) from None
        except (BotoCoreError, http.client.HTTPException, OSError, KeyError, ValueError) as err:
            words = f"the answer of the bucket {self.name!r} is not understood or broke off ({type(err).__name__})"
            raise FileRefused("fetch-failed", words) from None


class _Raw:
    """An answer as botocore reads it."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def read(self, amt: int = -1, /) -> bytes:
        return self._answer.read1(amt)

    def stream(self, amt: int = 65536, **_: Any) -> Iterator[bytes]:
        """Yield the body of a listing or an error; never more than a listing has."""
        left = 64 * 1024 * 1024
        while part := self._answer.read1(amt):
            left -= len(part)
            if left < 0:
                raise FileRefused("fetch-failed", "the answer of the bucket never ends")
            yield part

    def close(self) -> None:
        self._answer.close()


def _code(err: Any) -> str:
    return str(err.response.get("Error", {}).get("Code", "")) or str(
        err.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "")
    )
