"""Signatures: the vectors Binance publishes for HMAC, those of RFC 8032 for Ed25519; what is signed is sent."""

import base64
from urllib.parse import unquote

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.exchange.signing import Credentials, encoded, signed
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
ORDER = "side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"


@pytest.mark.parametrize(
    ("payload", "signature"),
    [
        (f"symbol=LTCBTC&{ORDER}", "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"),
        (
            f"symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&{ORDER}",
            "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3",
        ),
        (
            "symbol=BNBUSDT&startTime=1700000000000&endTime=1700086399999&limit=1000&recvWindow=5000"
            "&timestamp=1700090000000",
            "cbb1089f0403ee7a98885c5a875257ae4baa4e92f5f0bdeefd0cbcf72f4ea3f8",
        ),
        (
            "fromEmail=alice%40test.com&page=1&limit=500&timestamp=1700090000000",
            "49db341f66f6ddbc7b15917d824e5f7260808cfe0804fd3b73eed5076ec921d9",
        ),
    ],
)
def test_hmac_signs_the_encoded_query_as_published(payload: str, signature: str) -> None:
    assert Credentials(KEY, SECRET).sign(payload) == signature


def test_the_published_non_ascii_symbol_is_encoded_before_it_is_signed() -> None:
    params = {"symbol": "１２３４５６", **dict(part.split("=") for part in ORDER.split("&"))}
    assert signed(params, Credentials(KEY, SECRET)).endswith(
        "&signature=e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"
    )


def test_an_at_sign_is_encoded_before_it_is_signed() -> None:
    params = {"fromEmail": "alice@test.com", "page": 1, "limit": 500, "timestamp": 1700090000000}
    assert signed(params, Credentials(KEY, SECRET)) == (
        "fromEmail=alice%40test.com&page=1&limit=500&timestamp=1700090000000"
        "&signature=49db341f66f6ddbc7b15917d824e5f7260808cfe0804fd3b73eed5076ec921d9"
    )


@pytest.mark.parametrize(
    ("seed", "message", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_ed25519_signs_as_rfc_8032_says(seed: str, message: str, signature: str) -> None:
    credentials = Credentials(KEY, private_key=pem(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))))
    sent = credentials.sign(bytes.fromhex(message).decode())
    assert base64.b64decode(unquote(sent)).hex() == signature


def test_an_ed25519_signature_is_percent_encoded_base64() -> None:
    credentials = Credentials(KEY, private_key=pem(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))
    for number in range(50):
        sent = credentials.sign(f"timestamp={number}")
        assert not set(sent) & set("+/="), sent
        assert len(base64.b64decode(unquote(sent), validate=True)) == 64


def test_a_key_pasted_on_one_line_with_backslash_n_is_read() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    one_line = pem(key).replace("\n", "\\n")
    assert Credentials(KEY, private_key=one_line).sign("a=1") == Credentials(KEY, private_key=pem(key)).sign("a=1")


def test_everything_but_unreserved_letters_is_encoded() -> None:
    assert encoded({"a": 'x y+z/&=?%["],~-._é'}) == "a=x%20y%2Bz%2F%26%3D%3F%25%5B%22%5D%2C~-._%C3%A9"


def test_nothing_of_the_credentials_shows_in_repr() -> None:
    assert repr(Credentials(KEY, SECRET)) == "Credentials()"


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": KEY},
        {"key": KEY, "secret": SECRET, "private_key": "x"},
        {"key": "", "secret": SECRET},
        {"key": f"{KEY}\n", "secret": SECRET},
        {"key": "ключ", "secret": SECRET},
        {"key": KEY, "private_key": "not a key"},
    ],
)
def test_unusable_credentials_are_refused_without_being_quoted(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Credentials(**wrong)
    assert SECRET not in str(caught.value)
    assert KEY not in str(caught.value)
    assert caught.value.__context__ is None


def test_an_rsa_or_an_encrypted_key_is_refused() -> None:
    rsa = generate_private_key(public_exponent=65537, key_size=2048)
    locked = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")
    )
    for text in (rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), locked.decode()):
        with pytest.raises(ConfigurationError, match="Ed25519"):
            Credentials(KEY, private_key=text)


def pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
