//! A store-only zip archive (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16): the deliverables are small
//! text, so that the page need not carry a compressor.

use crate::File;
use crate::names::{archive_path, calendar_date};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Version 2.0: the plainest that every reader takes.
const VERSION: u16 = 20;
/// Names are UTF-8 (general purpose bit 11).
const UTF8: u16 = 1 << 11;
/// A regular file, readable by all, as Unix writes it into the upper half of the external attributes.
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// `files` in one archive, in their order, dated `date` (`YYYY-MM-DD`) at midnight. Paths are made safe
/// first. At most 65,535 files and 4 GiB in all, which the caller's limits keep far away.
pub(crate) fn archive(files: &[File], date: &str) -> Vec<u8> {
    let stamp = dos_date(date);
    let mut out = Vec::with_capacity(files.iter().map(|file| file.bytes.len() + 200).sum());
    let mut central = Vec::new();
    for file in files {
        let name = archive_path(&file.path);
        let offset = out.len() as u32;
        let mut common = Vec::with_capacity(26);
        for field in [VERSION, UTF8, 0, 0, stamp] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc32(&file.bytes), file.bytes.len() as u32, file.bytes.len() as u32] {
            common.extend(field.to_le_bytes());
        }
        for field in [name.len() as u16, 0] {
            common.extend(field.to_le_bytes());
        }

        out.extend(LOCAL.to_le_bytes());
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(&file.bytes);

        central.extend(CENTRAL.to_le_bytes());
        central.extend((3 << 8 | VERSION).to_le_bytes()); // made by Unix: the attributes above count
        central.extend(&common);
        central.extend([0; 6]); // no comment, first disk, no internal attributes
        central.extend(ATTRIBUTES.to_le_bytes());
        central.extend(offset.to_le_bytes());
        central.extend(name.as_bytes());
    }
    let start = out.len() as u32;
    out.extend(&central);
    out.extend(END.to_le_bytes());
    out.extend([0; 4]);
    for _ in 0..2 {
        out.extend((files.len() as u16).to_le_bytes());
    }
    out.extend((central.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// The date as MS-DOS writes it; its calendar starts in 1980.
fn dos_date(date: &str) -> u16 {
    let (year, month, day) =
        calendar_date(date).filter(|(year, ..)| (1980..=2107).contains(year)).unwrap_or((1980, 1, 1));
    (year - 1980) << 9 | month << 5 | day
}

/// CRC-32 as zip wants it (polynomial 0xEDB88320, reflected).
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut at = 0;
        while at < 256 {
            let mut value = at as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[at] = value;
            at += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |crc, &byte| TABLE[((crc ^ u32::from(byte)) & 0xff) as usize] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_and_date_as_the_format_defines_them() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926); // the check value of the CRC catalogue
        assert_eq!(dos_date("2026-11-20"), 0x5d74);
        assert_eq!(dos_date("1970-01-01"), 1 << 5 | 1);
    }
}
