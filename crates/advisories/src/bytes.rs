//! How the index is written: columns of small numbers and sorted texts, which compress well.
//!
//! A column is its length and its bytes. Numbers that vary stand with their low and high bytes in columns of their own.

use std::fmt;

/// The data end too soon or hold what they cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the advisory data are damaged")
    }
}

impl std::error::Error for Broken {}

/// Reads columns one after the other.
#[derive(Debug)]
pub struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// A number of any size, seven bits a byte.
    pub fn number(&mut self) -> Result<usize, Broken> {
        let mut value = 0_usize;
        for shift in (0..=28).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or(Broken)?;
            self.0 = rest;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], Broken> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The bytes of a column.
    pub fn column(&mut self) -> Result<&'b [u8], Broken> {
        let length = self.number()?;
        self.take(length)
    }

    /// A column of numbers.
    pub fn numbers(&mut self) -> Result<Vec<usize>, Broken> {
        let mut column = Reader(self.column()?);
        let mut numbers = Vec::new();
        while !column.0.is_empty() {
            numbers.push(column.number()?);
        }
        Ok(numbers)
    }

    /// Two columns: low and high bytes of numbers below 65,536.
    pub fn shorts(&mut self) -> Result<Vec<usize>, Broken> {
        let (low, high) = (self.column()?, self.column()?);
        if low.len() != high.len() {
            return Err(Broken);
        }
        Ok(low.iter().zip(high).map(|(&low, &high)| usize::from(low) | usize::from(high) << 8).collect())
    }

    /// Two columns: texts of which each shares its beginning with the one before.
    pub fn texts(&mut self) -> Result<Vec<String>, Broken> {
        let shared = self.column()?;
        let ends = std::str::from_utf8(self.column()?).map_err(|_| Broken)?;
        let mut texts: Vec<String> = Vec::with_capacity(shared.len());
        let mut ends = ends.split('\n');
        for &shared in shared {
            let end = ends.next().ok_or(Broken)?;
            let before = texts.last().map_or("", String::as_str);
            let head = before.get(..usize::from(shared)).ok_or(Broken)?;
            texts.push([head, end].concat());
        }
        Ok(texts)
    }

    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Writes columns one after the other.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Writes a number of at most 35 bits.
    pub fn number(&mut self, mut value: usize) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Writes a column of bytes.
    pub fn column(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Writes a column of numbers.
    pub fn numbers(&mut self, numbers: impl IntoIterator<Item = usize>) {
        let mut column = Self::default();
        numbers.into_iter().for_each(|number| column.number(number));
        self.column(&column.0);
    }

    /// Writes numbers below 65,536 as two columns.
    pub fn shorts(&mut self, numbers: &[usize]) {
        self.column(&numbers.iter().map(|number| *number as u8).collect::<Vec<_>>());
        self.column(&numbers.iter().map(|number| (*number >> 8) as u8).collect::<Vec<_>>());
    }

    /// Writes texts without line ends as two columns.
    pub fn texts(&mut self, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        let mut shared = Vec::new();
        let mut ends = String::new();
        let mut before = String::new();
        for text in texts {
            let text = text.as_ref();
            let mut common = text.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count().min(255);
            while !text.is_char_boundary(common) {
                common -= 1;
            }
            shared.push(common as u8);
            ends.push_str(&text[common..]);
            ends.push('\n');
            text.clone_into(&mut before);
        }
        self.column(&shared);
        self.column(ends.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        writer.numbers([0, 127, 128, 300_000]);
        writer.shorts(&[0, 255, 256, 65_535]);
        writer.texts(["django", "django-cms", "", "é", "ê"]);
        let bytes = writer.into_bytes();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.numbers(), Ok(vec![0, 127, 128, 300_000]));
        assert_eq!(reader.shorts(), Ok(vec![0, 255, 256, 65_535]));
        assert_eq!(reader.texts().unwrap(), ["django", "django-cms", "", "é", "ê"]);
        assert!(reader.is_empty());
        assert_eq!(reader.number(), Err(Broken));
        for end in 0..bytes.len() {
            let mut reader = Reader::new(&bytes[..end]);
            let _ = (reader.numbers(), reader.shorts(), reader.texts());
        }
    }
}
