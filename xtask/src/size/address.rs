//! Where a function comes from, read from its name.

/// A function's name without what only the compiler needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    name: String,
}

const OWN: &str = "aws_sso_wasm";

impl Address {
    /// Reads a demangled name, in either of the forms that rustc mangles to.
    pub(super) fn of(name: &str) -> Self {
        let name = match name.rsplit_once("::h") {
            Some((name, hash)) if is_hash(hash) => name,
            _ => name,
        };
        let name = name.replace("::{{closure}}", "");
        let mut parts = name.split('[');
        let mut readable = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once(']') {
                Some((hash, rest)) if is_hash(hash) => readable.push_str(rest),
                _ => readable.extend(["[", part]),
            }
        }
        Self { name: readable }
    }

    /// The function, its closures and the states of its future being one.
    pub(super) fn function(&self) -> String {
        if self.name.is_empty() {
            "(nameless)".to_owned()
        } else {
            self.name.clone()
        }
    }

    /// The crate; what has no path is an export of ours, or a function that the compiler calls.
    pub(super) fn crate_name(&self) -> String {
        let mut path = self.path();
        match (path.next(), path.next()) {
            (Some(name), Some(_)) => name.to_owned(),
            (Some(_), None) if self.name.starts_with('<') => "core".to_owned(),
            (Some(_), None) => "(exports)".to_owned(),
            (None, _) => "(nameless)".to_owned(),
        }
    }

    /// A folder of the core such as `flow/`, or what else there is beside it.
    pub(super) fn part(&self) -> String {
        if let Some(module) = self.own_module() {
            let name = module.split("::").next().unwrap_or_default();
            return format!("{name}{}", if module == name { ".rs" } else { "/" });
        }
        match self.crate_name().as_str() {
            "core" | "alloc" | "std" | "__rustc" => "the standard library",
            "(exports)" => "the shims around the exports",
            _ => "other crates",
        }
        .to_owned()
    }

    /// `flow::refresh`, for a function of our own.
    pub(super) fn own_module(&self) -> Option<String> {
        let mut path = self.path();
        if path.next() != Some(OWN) {
            return None;
        }
        let is_module = |part: &&str| part.starts_with(|first: char| first.is_ascii_lowercase());
        let module: Vec<_> = path.take_while(is_module).take(2).collect();
        Some(module.join("::"))
    }

    /// The parts of the path that the function is found at: that of the type it works on, or of the trait if the type is
    /// anybody's, as in `<str as core::fmt::Debug>::fmt`.
    fn path(&self) -> impl Iterator<Item = &str> {
        let name = self.name.strip_prefix("core::ptr::drop_in_place<");
        let name = first_path(name.unwrap_or(&self.name));
        let of_trait = self
            .name
            .split_once(" as ")
            .map(|(_, rest)| first_path(rest));
        let name = match of_trait {
            Some(of_trait) if !name.contains("::") => of_trait,
            _ => name,
        };
        name.split("::").filter(|part| !part.is_empty())
    }
}

fn first_path(name: &str) -> &str {
    let mut name = name.trim_start_matches(['<', '&', '[', '(', '*']);
    for word in ["mut ", "const ", "dyn "] {
        name = name.strip_prefix(word).unwrap_or(name);
    }
    let end = name.find(|sign: char| !is_of_path(sign));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

fn is_of_path(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, ':' | '_' | '$' | '.')
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, crate_name: &str, module: Option<&str>) {
        let address = Address::of(name);
        assert_eq!(address.crate_name(), crate_name);
        assert_eq!(address.own_module().as_deref(), module);
    }

    #[test]
    fn finds_where_a_function_comes_from() {
        check(
            "aws_sso_wasm::flow::refresh::access_token::{{closure}}::h0123456789abcdef",
            "aws_sso_wasm",
            Some("flow::refresh"),
        );
        check(
            "<aws_sso_wasm::secret::Secret<T> as core::fmt::Debug>::fmt::h0123456789abcdef",
            "aws_sso_wasm",
            Some("secret"),
        );
        check(
            "core::ptr::drop_in_place<aws_sso_wasm::encode::json::Value>::h0123456789abcdef",
            "aws_sso_wasm",
            Some("encode::json"),
        );
        check(
            "<str as core::fmt::Display>::fmt::h0123456789abcdef",
            "core",
            None,
        );
        check(
            "<&mut alloc::vec::Vec<T> as core::fmt::Debug>::fmt",
            "alloc",
            None,
        );
        check("dlmalloc::dlmalloc::Dlmalloc<A>::malloc", "dlmalloc", None);
        check("<str>::trim", "core", None);
        check("signOut", "(exports)", None);
        check(
            "core[c5930c85a12de822]::str::converts::from_utf8",
            "core",
            None,
        );
        check("<[u8]>::is_ascii", "core", None);
        check("", "(nameless)", None);
    }

    #[test]
    fn knows_the_part() {
        for (name, part) in [
            (
                "aws_sso_wasm::flow::refresh::renew::h0123456789abcdef",
                "flow/",
            ),
            ("aws_sso_wasm::error::Error::new", "error.rs"),
            ("alloc::fmt::format", "the standard library"),
            ("js_sys::futures::future_to_promise", "other crates"),
            ("signOut", "the shims around the exports"),
        ] {
            assert_eq!(Address::of(name).part(), part);
        }
    }

    #[test]
    fn a_future_and_its_closures_are_one_function() {
        let names = [
            "aws_sso_wasm::cli::run::run::{{closure}}::{{closure}}::h0123456789abcdef",
            "aws_sso_wasm::cli::run::run::hfedcba9876543210",
        ];
        for name in names {
            assert_eq!(Address::of(name).function(), "aws_sso_wasm::cli::run::run");
        }
    }
}
