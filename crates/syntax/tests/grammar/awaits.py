async def f():
    await a
    await a ** b
    await a.b ** -c
    -await a
    await a + await b
    x = await a if await b else await c
    async for x in y: pass
    async with a as b, c: pass
    [x async for x in y if await z]
    return [await x for x in y]
    await a[0](1)
    await (a ** b)
    (await a) ** b
    -await a ** b
    2 ** await a
