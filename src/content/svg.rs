//! SVG drawings of the content, rewritten with only the parts that draw.
//!
//! A browser runs the scripts of an SVG file that is opened at its own address, with all the rights of the site. So the file is parsed as
//! XML, and only the elements and attributes that are listed here are written: no scripts, no event handlers, no foreign markup, and no
//! content that is fetched from elsewhere.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use resvg::usvg::roxmltree::{Attribute, Document, Error, Node, ParsingOptions};

const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The maximum nesting depth of elements. It also bounds the recursion below.
pub(super) const DEEPEST: usize = 256;

/// The maximum number of attributes of one element. The parser compares each with all others.
const MOST_ATTRIBUTES: usize = 256;

/// The maximum number of namespace declarations. Each element that declares one copies those of its parent.
const MOST_NAMESPACES: usize = 256;

/// The maximum number of elements, texts and comments.
const MOST_NODES: u32 = 500_000;

/// The maximum number of bytes that all uses of entities together may add.
const MOST_OF_ENTITIES: usize = 1_000_000;

/// The elements that are published (SVG 2, and the filters of Filter Effects 1).
const ELEMENTS: [&str; 59] = [
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// Elements that are left out without a warning: they are for editors and machines, and do not draw.
const LEFT_OUT: [&str; 2] = ["metadata", "view"];

/// The attributes that are published, in addition to `href`, `xml:lang`, `xml:space` and those that begin with `aria-` or `data-`.
const ATTRIBUTES: &[&str] = &[
    "accumulate",
    "additive",
    "alignment-baseline",
    "amplitude",
    "attributeName",
    "attributeType",
    "azimuth",
    "baseFrequency",
    "baseProfile",
    "baseline-shift",
    "begin",
    "bias",
    "by",
    "calcMode",
    "class",
    "clip",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "color-rendering",
    "cursor",
    "cx",
    "cy",
    "d",
    "diffuseConstant",
    "direction",
    "display",
    "divisor",
    "dominant-baseline",
    "dur",
    "dx",
    "dy",
    "edgeMode",
    "elevation",
    "enable-background",
    "end",
    "exponent",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "filterUnits",
    "flood-color",
    "flood-opacity",
    "focusable",
    "font",
    "font-family",
    "font-feature-settings",
    "font-kerning",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-variant-ligatures",
    "font-variation-settings",
    "font-weight",
    "fr",
    "from",
    "fx",
    "fy",
    "glyph-orientation-horizontal",
    "glyph-orientation-vertical",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "image-rendering",
    "in",
    "in2",
    "intercept",
    "isolation",
    "k1",
    "k2",
    "k3",
    "k4",
    "kernelMatrix",
    "kernelUnitLength",
    "kerning",
    "keyPoints",
    "keySplines",
    "keyTimes",
    "lang",
    "lengthAdjust",
    "letter-spacing",
    "lighting-color",
    "limitingConeAngle",
    "line-height",
    "marker",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask",
    "mask-type",
    "maskContentUnits",
    "maskUnits",
    "max",
    "method",
    "min",
    "mix-blend-mode",
    "mode",
    "numOctaves",
    "offset",
    "opacity",
    "operator",
    "order",
    "orient",
    "origin",
    "overflow",
    "paint-order",
    "path",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "pointer-events",
    "points",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "r",
    "radius",
    "refX",
    "refY",
    "repeatCount",
    "repeatDur",
    "requiredExtensions",
    "requiredFeatures",
    "restart",
    "result",
    "role",
    "rotate",
    "rx",
    "ry",
    "scale",
    "seed",
    "shape-rendering",
    "side",
    "solid-color",
    "solid-opacity",
    "spacing",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "style",
    "surfaceScale",
    "systemLanguage",
    "tabindex",
    "tableValues",
    "targetX",
    "targetY",
    "text-align",
    "text-anchor",
    "text-decoration",
    "text-indent",
    "text-orientation",
    "text-overflow",
    "text-rendering",
    "text-transform",
    "textLength",
    "to",
    "transform",
    "transform-box",
    "transform-origin",
    "type",
    "unicode-bidi",
    "values",
    "vector-effect",
    "version",
    "viewBox",
    "visibility",
    "white-space",
    "width",
    "word-spacing",
    "writing-mode",
    "x",
    "x1",
    "x2",
    "xChannelSelector",
    "y",
    "y1",
    "y2",
    "yChannelSelector",
    "z",
    "zoomAndPan",
];

/// A drawing in its published form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sanitized {
    pub(super) svg: String,
    /// The removed parts: each kind once, with the range of its first occurrence in the file.
    pub(super) removed: Vec<(String, Range<usize>)>,
}

/// The reason why a drawing cannot be published.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadDrawing {
    pub(super) message: String,
    /// The line and the column, both from 1.
    pub(super) place: Option<(usize, usize)>,
    /// `true` if the drawing is too deep or too large, and not invalid.
    pub(super) is_too_much: bool,
}

impl BadDrawing {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, is_too_much: false }
    }

    fn too_much(message: impl Into<String>) -> Self {
        Self { is_too_much: true, ..Self::new(message) }
    }
}

impl From<Error> for BadDrawing {
    fn from(error: Error) -> Self {
        if matches!(error, Error::NodesLimitReached) {
            return Self::too_much(format!("it holds more than {MOST_NODES} elements"));
        }
        let place = error.pos();
        let message = error.to_string();
        // The position is shown beside the message.
        let message = message.split(" at ").next().unwrap_or_default().to_owned();
        Self { place: Some((place.row as usize, place.col as usize)), ..Self::new(message) }
    }
}

/// Parses a drawing and writes the parts of it that are published.
pub(super) fn sanitize(text: &str) -> Result<Sanitized, BadDrawing> {
    check_size(text)?;
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err(BadDrawing::new(match root.tag_name().name() {
            "svg" => format!("its `<svg>` lacks `xmlns=\"{SVG}\"`"),
            name => format!("it begins with `<{name}>` and not with `<svg>`"),
        }));
    }
    let mut writer = Writer {
        out: String::with_capacity(text.len()),
        removed: Vec::new(),
        seen: BTreeSet::new(),
    };
    writer.element(root, true);
    writer.out.push('\n');
    Ok(Sanitized { svg: writer.out, removed: writer.removed })
}

struct Writer {
    out: String,
    removed: Vec<(String, Range<usize>)>,
    /// The parts that were already recorded as removed.
    seen: BTreeSet<String>,
}

impl Writer {
    fn remove(&mut self, what: String, range: Range<usize>) {
        if self.seen.insert(what.clone()) {
            self.removed.push((what, range));
        }
    }

    /// Writes the published parts of an element and of everything in it.
    fn element(&mut self, node: Node, is_root: bool) {
        let name = node.tag_name().name();
        match node.tag_name().namespace() {
            Some(SVG) if ELEMENTS.contains(&name) => {}
            Some(SVG) if LEFT_OUT.contains(&name) => return,
            Some(SVG | XHTML) | None => {
                return self.remove(format!("the element `{name}`"), start_of(node));
            }
            // Private data of an editor.
            Some(_) => return,
        }
        if name == "style" && fetches(&text_of(node)) {
            return self.remove("a style that fetches something".to_owned(), start_of(node));
        }
        self.out.push('<');
        self.out.push_str(name);
        if is_root {
            self.attribute("xmlns", SVG);
        }
        let attributes = node.attributes().collect::<Vec<_>>();
        let animates = ["animate", "animateMotion", "animateTransform", "set"].contains(&name);
        let changed =
            attributes.iter().find(|it| it.name() == "attributeName").map(Attribute::value);
        if animates && changed.is_some_and(|it| !is_published(it) || it == "style") {
            let what = format!("an animation of `{}`", changed.unwrap_or_default());
            self.remove(what, start_of(node));
        } else {
            for attribute in attributes {
                self.published_attribute(name, &attribute);
            }
        }
        if !node.has_children() {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        for child in node.children() {
            if child.is_element() {
                self.element(child, false);
            } else if child.is_text() {
                escape(&mut self.out, child.text().unwrap_or_default());
            }
        }
        let _ = write!(self.out, "</{name}>");
    }

    fn published_attribute(&mut self, element: &str, attribute: &Attribute) {
        let (name, value) = (attribute.name(), attribute.value());
        match attribute.namespace() {
            None | Some(XLINK) if name == "href" => {
                let value = value.trim();
                if leads_somewhere_safe(element, value) {
                    self.attribute("href", value);
                } else {
                    self.remove(format!("an address in `{element}`"), attribute.range());
                }
            }
            None if is_published(name) => {
                if fetches(value) {
                    self.remove(format!("an address in `{name}`"), attribute.range());
                } else {
                    self.attribute(name, value);
                }
            }
            None => self.remove(format!("the attribute `{name}`"), attribute.range()),
            Some(XML) if matches!(name, "lang" | "space") => {
                self.attribute(&format!("xml:{name}"), value);
            }
            Some(_) => {}
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, " {name}=\"");
        escape(&mut self.out, value);
        self.out.push('"');
    }
}

/// Returns the range of the beginning of the opening tag, because the whole element would be too much to show.
fn start_of(node: Node) -> Range<usize> {
    let start = node.range().start;
    let name = node.tag_name().name();
    start..(start + 1 + name.len()).min(node.range().end)
}

fn text_of(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|it| it.text()).collect()
}

fn is_published(attribute: &str) -> bool {
    ATTRIBUTES.contains(&attribute)
        || attribute.starts_with("aria-")
        || attribute.starts_with("data-")
}

/// Returns `true` if the `href` of an element is safe: a place in the drawing, a picture embedded in the address itself, or a link to
/// follow.
fn leads_somewhere_safe(element: &str, address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|it| lower.starts_with(it));
    address.starts_with('#')
        || match element {
            "a" => begins(&["https://", "http://", "mailto:"]),
            "image" | "feImage" => ["png", "jpeg", "jpg", "gif", "webp", "avif"]
                .iter()
                .any(|kind| lower.starts_with(&format!("data:image/{kind};base64,"))),
            _ => false,
        }
}

/// Returns `true` if a style, or a value that may contain one, fetches anything but a part of the drawing itself, or uses escapes that
/// could hide this.
fn fetches(css: &str) -> bool {
    const FETCH: [&str; 8] = [
        "@import",
        "@namespace",
        "image(",
        "image-set(",
        "src(",
        "expression(",
        "-moz-binding",
        "javascript:",
    ];
    // A shortcut: most values are numbers and names.
    if !css.bytes().any(|b| matches!(b, b'(' | b'@' | b'\\' | b':')) {
        return false;
    }
    let lower = css.to_ascii_lowercase();
    let elsewhere = |(at, start): (usize, &str)| {
        let rest = lower[at + start.len()..].trim_start().trim_start_matches(['"', '\'']);
        !rest.trim_start().starts_with('#')
    };
    lower.contains('\\')
        || FETCH.iter().any(|it| lower.contains(it))
        || lower.match_indices("url(").any(elsewhere)
}

/// Escapes text for XML content and for attributes in double quotes.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}

/// Rejects drawings for which the parser would take more than linear time, or this module more stack than it has.
fn check_size(text: &str) -> Result<(), BadDrawing> {
    if text.matches("xmlns").count() > MOST_NAMESPACES {
        return Err(BadDrawing::too_much("it declares too many namespaces"));
    }
    let mut depth = 0_usize;
    let mut entities = 0;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let Some(length) = markup_length(rest) else { break };
        let markup = &rest[..length];
        rest = &rest[length..];
        if markup.starts_with("<!DOCTYPE") {
            entities = check_entities(markup)?;
        } else if markup.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !markup.starts_with("<!") && !markup.starts_with("<?") {
            if markup.matches('=').count() > MOST_ATTRIBUTES && attributes(markup) > MOST_ATTRIBUTES
            {
                return Err(BadDrawing::too_much(format!(
                    "an element has more than {MOST_ATTRIBUTES} attributes"
                )));
            }
            depth += usize::from(!markup.ends_with("/>"));
            if depth > DEEPEST {
                return Err(BadDrawing::too_much(format!(
                    "an element stands within more than {DEEPEST} others"
                )));
            }
        }
    }
    if entities * text.matches('&').count() > MOST_OF_ENTITIES {
        return Err(BadDrawing::too_much("its entities stand for too much text"));
    }
    Ok(())
}

/// Returns the length of the tag, comment or other markup at the beginning of `text`. `None` if it does not end, which the parser will
/// report.
fn markup_length(text: &str) -> Option<usize> {
    let up_to = |end: &str| text.find(end).map(|at| at + end.len());
    if text.starts_with("<!--") {
        up_to("-->")
    } else if text.starts_with("<![CDATA[") {
        up_to("]]>")
    } else if text.starts_with("<?") {
        up_to("?>")
    } else {
        // A `>` within quotation marks or within the brackets of a document type does not end it.
        let (mut quote, mut brackets) = (None, 0_usize);
        let end = text.bytes().position(|byte| {
            match (quote, byte) {
                (Some(open), _) if byte == open => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'[') => brackets += 1,
                (None, b']') => brackets = brackets.saturating_sub(1),
                (None, b'>') => return brackets == 0,
                _ => {}
            }
            false
        });
        end.map(|at| at + 1)
    }
}

/// Returns the number of attributes of a tag.
fn attributes(tag: &str) -> usize {
    let mut quote = None;
    let mut count = 0;
    for byte in tag.bytes() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'=') => count += 1,
            _ => {}
        }
    }
    count
}

/// Returns the number of bytes in the entities of a document type. Entities that contain markup or other entities are rejected, because no
/// drawing program writes them.
fn check_entities(doctype: &str) -> Result<usize, BadDrawing> {
    let mut held = 0;
    for declaration in doctype.split("<!ENTITY").skip(1) {
        let value = declaration.split(['"', '\'']).nth(1).unwrap_or_default();
        if value.contains(['<', '&', '%']) {
            return Err(BadDrawing::new("an entity in it stands for markup or for other entities"));
        }
        held += value.len();
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> String {
        format!("<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\">{inner}</svg>")
    }

    fn published(inner: &str) -> String {
        let sanitized = sanitize(&svg(inner)).expect("a drawing").svg;
        let inner = sanitized.strip_prefix(&format!("<svg xmlns=\"{SVG}\">")).expect("a root");
        inner.strip_suffix("</svg>\n").expect("its end").to_owned()
    }

    #[test]
    fn what_draws_is_kept() {
        for inner in [
            "<title>A map</title><desc>Of the North &amp; the South</desc>",
            "<defs><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"#fff\"/></linearGradient></defs><rect fill=\"url(#a)\" width=\"1\"/>",
            "<style>.a { fill: url(&quot;#b&quot;) }</style><path class=\"a\" d=\"M0 0h1\" style=\"stroke: red\"/>",
            "<text x=\"1\" xml:space=\"preserve\">a <tspan font-weight=\"bold\">b</tspan></text>",
            "<use href=\"#a\"/><image href=\"data:image/png;base64,AAAA\"/>",
            "<a href=\"https://example.org/\"><circle r=\"1\"/></a>",
            "<circle r=\"1\"><animate attributeName=\"r\" to=\"2\" dur=\"1s\"/></circle>",
            "<g aria-label=\"A\" data-x=\"1\" role=\"img\"/>",
        ] {
            assert_eq!(published(inner), inner);
            assert_eq!(sanitize(&svg(inner)).expect("a drawing").removed, [], "{inner}");
        }
    }

    #[test]
    fn nothing_that_runs_or_fetches_is_kept() {
        for (inner, expected) in [
            ("<script>alert(1)</script>", ""),
            ("<s:script xmlns:s=\"http://www.w3.org/2000/svg\" href=\"a.js\"/>", ""),
            ("<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script>", ""),
            (
                "<foreignObject><b xmlns=\"http://www.w3.org/1999/xhtml\" onclick=\"x\">y</b></foreignObject>",
                "",
            ),
            ("<g onload=\"alert(1)\" OnClick=\"x\"/>", "<g/>"),
            ("<a xlink:href=\"javascript:alert(1)\"/><a href=\" data:text/html,x\"/>", "<a/><a/>"),
            ("<a href=\"java&#10;script:alert(1)\"/>", "<a/>"),
            ("<set attributeName=\"onclick\" to=\"alert(1)\"/>", "<set/>"),
            ("<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>", "<animate/>"),
            (
                "<animate attributeName=\"fill\" values=\"url(https://e.example/)\"/>",
                "<animate attributeName=\"fill\"/>",
            ),
            (
                "<use xlink:href=\"https://e.example/a.svg#b\"/><use href=\"data:image/svg+xml,x\"/>",
                "<use/><use/>",
            ),
            (
                "<image href=\"https://e.example/a.png\"/><image href=\"data:image/svg+xml;base64,AA\"/>",
                "<image/><image/>",
            ),
            (
                "<style>@import 'https://e.example/a.css';</style><style>a{b:url( https://e.example/)}</style>",
                "",
            ),
            ("<style>a{b:u\\72l(https://e.example/)}</style>", ""),
            ("<rect style=\"fill:URL('//e.example')\" filter=\"url(a.svg#b)\"/>", "<rect/>"),
            (
                "<handler xmlns=\"http://www.w3.org/2001/xml-events\">x</handler><iframe src=\"x\"/>",
                "",
            ),
            ("<!-- a --><?xml-stylesheet href=\"a.xsl\"?><metadata><b/></metadata>", ""),
            ("<text>&lt;script&gt;</text>", "<text>&lt;script&gt;</text>"),
            ("<text><![CDATA[<script>]]></text>", "<text>&lt;script&gt;</text>"),
            ("<g id='\"&gt;&lt;script&gt;'/>", "<g id=\"&quot;&gt;&lt;script&gt;\"/>"),
        ] {
            assert_eq!(published(inner), expected, "{inner}");
        }
    }

    #[test]
    fn what_is_taken_out_is_pointed_at() {
        let text = svg("<g onload=\"a\"/><g onload=\"b\"/><script>x</script><use href=\"a.svg\"/>");
        let removed = sanitize(&text).expect("a drawing").removed;
        let removed: Vec<_> =
            removed.iter().map(|(what, at)| (what.as_str(), &text[at.clone()])).collect();
        assert_eq!(
            removed,
            [
                ("the attribute `onload`", "onload=\"a\""),
                ("the element `script`", "<script"),
                ("an address in `use`", "href=\"a.svg\""),
            ]
        );
    }

    #[test]
    fn a_document_type_with_plain_entities_is_read() {
        let text = format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\" [\n\
             <!ENTITY ns_svg \"{SVG}\">\n]>\n<svg xmlns=\"&ns_svg;\"><g/></svg>\n"
        );
        assert_eq!(
            sanitize(&text).expect("a drawing").svg,
            format!("<svg xmlns=\"{SVG}\"><g/></svg>\n")
        );
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        let message = |text: &str| sanitize(text).expect_err("not a drawing").message;
        assert_eq!(message("<svg/>"), "its `<svg>` lacks `xmlns=\"http://www.w3.org/2000/svg\"`");
        assert_eq!(
            message("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>"),
            "it begins with `<html>` and not with `<svg>`"
        );
        let broken = sanitize(&svg("\n<g>")).expect_err("not XML");
        assert!(broken.place.is_some() && !broken.is_too_much, "{broken:?}");
    }

    #[test]
    fn what_would_take_long_is_refused_before_it_is_parsed() {
        let is_too_much = |text: &str| matches!(sanitize(text), Err(it) if it.is_too_much);
        let deep = |depth| svg(&format!("{}{}", "<g>".repeat(depth), "</g>".repeat(depth)));
        assert!(is_too_much(&deep(DEEPEST)) && !is_too_much(&deep(DEEPEST - 1)));
        let wide = |count: usize| {
            svg(&format!(
                "<g{}/>",
                (0..count).map(|it| format!(" data-a{it}=''")).collect::<String>()
            ))
        };
        assert!(is_too_much(&wide(MOST_ATTRIBUTES + 1)) && !is_too_much(&wide(MOST_ATTRIBUTES)));
        let spaces = |count: usize| {
            svg(&(0..count).map(|it| format!("<g xmlns:a{it}='b'/>")).collect::<String>())
        };
        assert!(
            is_too_much(&spaces(MOST_NAMESPACES)) && !is_too_much(&spaces(MOST_NAMESPACES - 2))
        );
        let entities = |uses: usize| {
            format!(
                "<!DOCTYPE svg [<!ENTITY a \"{}\">]>{}",
                "a".repeat(1000),
                svg(&"&a;".repeat(uses))
            )
        };
        assert!(is_too_much(&entities(1001)) && !is_too_much(&entities(1000)));
        assert!(sanitize("<!DOCTYPE svg [<!ENTITY a \"&b;\">]><svg/>").is_err());
    }
}
