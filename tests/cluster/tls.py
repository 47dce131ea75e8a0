"""TLS in front of the simulator, which listens on loopback alone: `python tls.py LISTEN FORWARD CERTIFICATE KEY`.

The product takes plain http from its own machine only, and in the cluster the exchange is another one.
"""

import asyncio
import ssl
import sys
from contextlib import suppress


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    writer.close()


async def serve(listen: int, forward: int, certificate: str, key: str) -> None:
    """Pass bytes between each client and the simulator, until the process is ended."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", forward)
        await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer))

    server = await asyncio.start_server(connected, "0.0.0.0", listen, ssl=context)  # noqa: S104 # inside a container
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]))
