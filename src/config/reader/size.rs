//! The parser of sizes in bytes.

/// Units of a size, with their factors. A size without a unit is in bytes.
const UNITS: [(&str, usize); 7] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("", 1),
];

/// The number of bytes of a text such as `262144`, `10MiB` or `32 MB`; `None` if it is not a size or too large.
pub(super) fn parse(text: &str) -> Option<usize> {
    let (number, factor) = UNITS
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    let number: usize = number.trim_end().parse().ok()?;
    number.checked_mul(*factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_number_with_an_optional_unit() {
        for (text, bytes) in [
            ("0", 0),
            ("262144", 262_144),
            ("1KiB", 1_024),
            ("10MiB", 10_485_760),
            ("32 MiB", 33_554_432),
            ("2GiB", 2_147_483_648),
            ("3kB", 3_000),
            ("4 MB", 4_000_000),
            ("1GB", 1_000_000_000),
        ] {
            assert_eq!(parse(text), Some(bytes), "{text}");
        }
        for text in [
            "",
            "MiB",
            "-1",
            "1.5MiB",
            "10mib",
            "10M",
            "10 KB",
            "1 2",
            "10MiBMiB",
            "0x10",
            "18446744073709551615GiB",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
