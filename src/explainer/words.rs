//! Enumerations that authors write as words: each word is listed once, with its variant.

/// Declares an enumeration with the word for each variant. Reading, writing, the schemas and `as_str` all take the words from this list.
macro_rules! words {
    ($(#[$about:meta])* $vis:vis enum $name:ident { $($(#[$meaning:meta])* $variant:ident = $word:tt,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[derive(serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
        $vis enum $name {
            $($(#[$meaning])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Returns the word for it in content files, in data, and in the theme's strings and classes.
            $vis fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

pub(super) use words;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    words! {
        /// Colors.
        #[derive(Default)]
        enum Color {
            /// Like blood.
            #[default]
            Red = "red",
            /// Like the sea.
            BlueGreen = "blue-green",
        }
    }

    #[test]
    fn reading_writing_and_the_schema_share_the_words() {
        for (color, word) in [(Color::Red, "red"), (Color::BlueGreen, "blue-green")] {
            assert_eq!(color.as_str(), word);
            assert_eq!(json!(color), word);
            assert_eq!(serde_json::from_value::<Color>(word.into()).expect(word), color);
        }
        let schema = Value::from(schemars::schema_for!(Color));
        assert_eq!(schema["oneOf"][1]["const"], "blue-green");
        assert_eq!(Color::default(), Color::Red);
    }
}
