from ldap3 import SUBTREE, Connection, Server, Tls
from ldap3.utils.conv import escape_filter_chars


class Directory:
    """Asks the company's directory for people."""

    base = "ou=people,dc=example,dc=org"

    def __init__(self, address, password):
        self.server = Server(address, tls=Tls(validate=2))
        self.password = password

    def people(self, name):
        with Connection(self.server, "cn=surveys,dc=example,dc=org", self.password, auto_bind=True) as connection:
            wanted = f"(&(objectClass=person)(cn=*{escape_filter_chars(name)}*))"
            connection.search(self.base, wanted, SUBTREE, attributes=["cn", "mail"], size_limit=20)
            return [{"name": str(entry.cn), "mail": str(entry.mail)} for entry in connection.entries]
