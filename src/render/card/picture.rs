//! Renders a drawing (SVG) as a picture (PNG).

use std::collections::HashMap;
use std::iter::repeat_n;
use std::sync::{Arc, LazyLock};

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{FontResolver, ImageHrefResolver, Options, Tree, fontdb};

use super::measure::FONTS;
use super::{HEIGHT, WIDTH};

/// The fonts of the cards, and no others.
static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    for font in FONTS {
        database.load_font_data(font.to_vec());
    }
    Arc::new(database)
});

/// Checks a drawing. Returns a message if no picture can be made of it.
pub(in crate::render) fn check(drawing: &str) -> Result<(), String> {
    tree(drawing).map(drop)
}

/// Renders a drawing as PNG. Returns a message if no picture can be made of it.
pub(in crate::render) fn png(drawing: &str) -> Result<Vec<u8>, String> {
    let tree = tree(drawing)?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or("there is no memory for it")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    encoded(&pixels).map_err(|error| error.to_string())
}

fn tree(drawing: &str) -> Result<Tree, String> {
    let tree = Tree::from_str(drawing, &options()).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    if (size.width(), size.height()) != (WIDTH, HEIGHT) {
        let (width, height) = (size.width(), size.height());
        return Err(format!("it is {width} by {height} px; a card is {WIDTH} by {HEIGHT}"));
    }
    Ok(tree)
}

fn options() -> Options<'static> {
    Options {
        fontdb: DATABASE.clone(),
        font_family: "Heading".to_owned(),
        font_resolver: FontResolver::default(),
        // Images that are referenced by an address are not loaded.
        image_href_resolver: ImageHrefResolver {
            resolve_string: Box::new(|_, _| None),
            ..ImageHrefResolver::default()
        },
        ..Options::default()
    }
}

/// The compression level. Level 6 would take two and a half times as long for pictures that are a sixth smaller.
const PACKED: DeflateCompression = DeflateCompression::Level(2);

/// Encodes a picture as PNG, without transparency, which no card has. A card of flat colors has few distinct colors, even at antialiased edges;
/// with a palette its file is a third as large.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_deflate_compression(PACKED);
    encoder.set_filter(Filter::NoFilter);
    let data = if let Some((palette, data)) = numbered(pixels.pixels()) {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette);
        data
    } else {
        encoder.set_color(ColorType::Rgb);
        pixels.pixels().iter().flat_map(|it| color(*it)).collect()
    };
    encoder.write_header()?.write_image_data(&data)?;
    Ok(bytes)
}

fn color(pixel: PremultipliedColorU8) -> [u8; 3] {
    [pixel.red(), pixel.green(), pixel.blue()]
}

/// Returns the palette, in order of first appearance, and for each pixel the index of its color. `None` if there are more than 256 colors.
fn numbered(pixels: &[PremultipliedColorU8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    let mut numbers = Vec::with_capacity(pixels.len());
    // Most pixels have the color of the previous one.
    for run in pixels.chunk_by(PartialEq::eq) {
        let color = color(run[0]);
        let number = if let Some(number) = known.get(&color) {
            *number
        } else {
            let number = u8::try_from(known.len()).ok()?;
            palette.extend(color);
            known.insert(color, number);
            number
        };
        numbers.extend(repeat_n(number, run.len()));
    }
    Some((palette, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(inner: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\">{inner}</svg>"
        )
    }

    #[test]
    fn a_picture_is_the_same_each_time_and_needs_no_font_of_the_system() {
        let text =
            drawing("<text y=\"90\" font-family=\"Arial\" font-size=\"80\">Fish 北京</text>");
        let picture = png(&text).unwrap();
        assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(picture, png(&text).unwrap());
        assert!(DATABASE.faces().all(|it| matches!(it.families[0].0.as_str(), "Heading" | "Text")));
    }

    #[test]
    fn many_colors_are_written_out() {
        let gradient = "<linearGradient id=\"g\"><stop stop-color=\"#123\"/><stop offset=\"1\" stop-color=\"#fc8\"/></linearGradient><rect width=\"1200\" height=\"630\" fill=\"url(#g)\"/>";
        let few = png(&drawing("<rect width=\"1200\" height=\"630\" fill=\"#123\"/>")).unwrap();
        let many = png(&drawing(gradient)).unwrap();
        // The color type is at the same offset in every PNG: 3 has a palette, 2 has none.
        assert_eq!((few[25], many[25]), (3, 2));
    }

    #[test]
    fn what_is_no_card_is_refused() {
        assert!(png("<svg").is_err());
        assert!(png("<p>Fish</p>").is_err());
        let small = png("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"12\" height=\"6\"/>");
        assert_eq!(small.unwrap_err(), "it is 12 by 6 px; a card is 1200 by 630");
    }
}
