"""Questions to the database."""

COLUMNS = {"taken": "taken", "value": "value", "sensor": "sensor"}


async def user_by_name(db, name):
    async with db.execute("SELECT id, name, password, role FROM users WHERE name = ?", (name,)) as cursor:
        return await cursor.fetchone()


async def readings(db, device, sensor, order):
    sql = "SELECT taken, sensor, value FROM readings WHERE device = '{}'".format(device)
    if sensor:
        sql += f" AND sensor = '{sensor}'"  # P04
    sql += f" ORDER BY {COLUMNS.get(order, 'taken')} LIMIT 1000"
    async with db.execute(sql) as cursor:
        return await cursor.fetchall()


async def device(db, name, owner):
    statement = "SELECT name, address, firmware, note FROM devices WHERE name = ? AND owner = ?"
    async with db.execute(statement, (name, owner)) as cursor:
        return await cursor.fetchone()


async def any_device(db, name):
    async with db.execute("SELECT name, address, firmware, note FROM devices WHERE name = ?", (name,)) as cursor:
        return await cursor.fetchone()


async def add_device(db, name, owner, address, note):
    await db.execute(
        "INSERT INTO devices (name, owner, address, note) VALUES (?, ?, ?, ?)", (name, owner, address, note)
    )
    await db.commit()


async def remove_device(db, name, owner):
    await db.execute("DELETE FROM devices WHERE name = ? AND owner = ?", (name, owner))
    await db.commit()


async def store_reading(db, name, sensor, value):
    await db.execute("INSERT INTO readings (device, sensor, value) VALUES (?, ?, ?)", (name, sensor, value))
    await db.commit()
