class Parcels:
    """Questions about parcels."""

    def __init__(self, pool):
        self.pool = pool

    async def find(self, owner, status, sort):
        column = {"place": "place", "status": "status"}.get(sort, "number")
        sql = f"SELECT number, status, place FROM parcels WHERE owner = $1 AND status = $2 ORDER BY {column}"
        return await self.pool.fetch(sql, owner, status)

    async def one(self, number):
        return await self.pool.fetchrow("SELECT number, owner, status, note FROM parcels WHERE number = $1", number)

    async def of(self, number, owner):
        return await self.pool.fetchrow(
            "SELECT number, owner, status, note FROM parcels WHERE number = $1 AND owner = $2", number, owner
        )

    async def set_note(self, number, owner, note):
        await self.pool.execute("UPDATE parcels SET note = $3 WHERE number = $1 AND owner = $2", number, owner, note)

    async def remove(self, number):
        await self.pool.execute("DELETE FROM parcels WHERE number = $1", number)


class People:
    def __init__(self, pool):
        self.pool = pool

    async def by_name(self, name):
        return await self.pool.fetchrow("SELECT id, name, password, is_admin FROM people WHERE name = $1", name)

    async def set_password(self, person, password):
        await self.pool.execute("UPDATE people SET password = $2 WHERE id = $1", person, password)

    async def keep_code(self, name, code):
        await self.pool.execute("UPDATE people SET code = $2 WHERE name = $1", name, code)
