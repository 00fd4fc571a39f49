# rule: PV910
import time


async def report(name):
    time.sleep(0.05)
    return name


# --- proof
import asyncio


def benign(program):
    return asyncio.run(program.report("a"))


def exploit(program):
    # While one waits, nobody else is served.
    async def all_of_them():
        start = time.monotonic()
        await asyncio.gather(*(program.report(name) for name in "abcdefgh"))
        return time.monotonic() - start

    import time

    return asyncio.run(all_of_them()) > 0.3
