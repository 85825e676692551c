//! IP addresses as they stand in URLs (RFC 3986 section 3.2.2). The standard library's reader is four times as large.

/// The bytes of a dotted quad. `None` for any other form, and for a number with a zero in front, which some read as octal.
pub(super) fn v4(text: &str) -> Option<[u8; 4]> {
    let mut bytes = [0; 4];
    let mut parts = text.split('.');
    for byte in &mut bytes {
        let part = parts.next()?;
        let is_plain = part.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 3;
        if !is_plain || (part.len() > 1 && part.starts_with('0')) {
            return None;
        }
        *byte = part.parse().ok()?;
    }
    parts.next().is_none().then_some(bytes)
}

/// The groups of an IPv6 address, without brackets. `None` for any other form, one that ends in a dotted quad among them.
pub(super) fn v6(text: &str) -> Option<[u16; 8]> {
    if text == "::" {
        return Some([0; 8]);
    }
    // A `::` at an end leaves an empty part more than one in the middle; a single `:` may not stand there.
    let text = match text.strip_prefix(':') {
        Some(rest) if rest.starts_with(':') => rest,
        Some(_) => return None,
        None => text,
    };
    let text = match text.strip_suffix(':') {
        Some(rest) if rest.ends_with(':') => rest,
        Some(_) => return None,
        None => text,
    };
    if text.is_empty() {
        return None;
    }
    let parts = text.split(':').count();
    let mut groups = [0; 8];
    let mut next = 0_usize;
    let mut gaps = 0_usize;
    for part in text.split(':') {
        if part.is_empty() {
            gaps = gaps.checked_add(1)?;
            // The gap stands for as many groups as are missing, and at least for one.
            let missing = 9_usize.checked_sub(parts).filter(|missing| *missing > 0)?;
            next = next.checked_add(missing)?;
            continue;
        }
        if part.len() > 4 || !part.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        *groups.get_mut(next)? = u16::from_str_radix(part, 16).ok()?;
        next = next.checked_add(1)?;
    }
    (gaps <= 1 && next == 8).then_some(groups)
}

#[cfg(test)]
mod tests {
    use super::{v4, v6};
    use core::net::{Ipv4Addr, Ipv6Addr};
    use proptest::prelude::*;

    #[test]
    fn forms_of_one_address() {
        let one = Some([0, 0, 0, 0, 0, 0, 0, 1]);
        for text in ["::1", "0::1", "0:0:0:0:0:0:0:1", "0000::0001", "::0:1"] {
            assert_eq!(v6(text), one, "{text}");
        }
        assert_eq!(v6("::"), Some([0; 8]));
        assert_eq!(v6("1::"), Some([1, 0, 0, 0, 0, 0, 0, 0]));
        for text in [
            "",
            ":",
            ":::",
            "1",
            "1:",
            ":1",
            "1::2::3",
            "::1::",
            "12345::",
            "g::",
            "::ffff:127.0.0.1",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::8:9",
            "::1%25lo",
        ] {
            assert_eq!(v6(text), None, "{text}");
        }
    }

    #[test]
    fn a_double_colon_after_seven_groups_stands_for_none_or_for_the_last() {
        assert_eq!(v6("0:0:a:0:a:0:a::"), Some([0, 0, 10, 0, 10, 0, 10, 0]));
        assert_eq!(v6("0:0:a:0:a:0:a::0"), None);
    }

    proptest! {
        #[test]
        fn as_the_standard_library_reads_them(text in "[0-9.]{0,15}|([0-9]{1,3}\\.){3}[0-9]{1,3}") {
            let theirs = text.parse::<Ipv4Addr>().ok();
            prop_assert_eq!(v4(&text), theirs.map(|address| address.octets()));
        }

        #[test]
        fn groups_as_the_standard_library_reads_them(text in "[0-9a-fA-F:]{0,20}|([0-9a-f]{0,4}:){0,8}[0-9a-f]{0,4}") {
            let theirs = text.parse::<Ipv6Addr>().ok();
            prop_assert_eq!(v6(&text), theirs.map(|address| address.segments()));
        }
    }
}
