// HTML and XML as trees that are easy to walk, from parsers that know the standards.

import { parse } from "parse5";
import { SaxesParser } from "saxes";

/** Every element of an HTML page, in order, with its attributes and the text directly in it; what templates hold as well. */
export const elementsOf = (html) => {
  const found = [];
  const walk = (node) => {
    if (node.tagName) {
      const text = node.childNodes.map((it) => it.value ?? "").join("");
      const attributes = Object.fromEntries(node.attrs.map(({ prefix, name, value }) => [prefix ? `${prefix}:${name}` : name, value]));
      found.push({ name: node.tagName, attributes, text });
    }
    for (const child of [...(node.content?.childNodes ?? []), ...(node.childNodes ?? [])]) walk(child);
  };
  walk(parse(html));
  return found;
};

/** An XML document as its root element: name, namespace, attributes by name, children, and the text directly in it. Throws what is wrong with it. */
export const parseXml = (xml) => {
  const parser = new SaxesParser({ xmlns: true });
  const root = { children: [] };
  const open = [root];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    const values = Object.fromEntries(Object.values(attributes).map(({ name, value }) => [name, value]));
    const element = { name: local, namespace: uri, attributes: values, children: [], text: "" };
    open.at(-1).children.push(element);
    open.push(element);
  });
  const text = (text) => open.length > 1 && (open.at(-1).text += text);
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  return root.children[0];
};

/** An element and all below it. */
export const below = (element) => [element, ...element.children.flatMap(below)];
