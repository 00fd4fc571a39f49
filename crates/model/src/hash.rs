//! Names made from content: stable, short, and not for secrets.

/// FNV-1a, 64 bits (Fowler, Noll, Vo: "The FNV Non-Cryptographic Hash Algorithm", IETF draft-eastlake-fnv).
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes in one more part; a separator keeps `a`, `bc` and `ab`, `c` apart.
    pub fn part(&mut self, bytes: impl IntoIterator<Item = u8>) {
        for byte in bytes.into_iter().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The hash of all parts so far.
    pub fn value(self) -> u64 {
        self.0
    }

    /// [`value`](Self::value) as 16 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}
