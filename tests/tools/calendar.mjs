// The calendar, by RFC 5545: read with a library, and looked at octet by octet.

import ICAL from "ical.js";

export const checkCalendar = (site, path, note) => {
  const bytes = site.read(path);
  const text = bytes.toString("utf8");
  if (!text.endsWith("\r\n") || /(^|[^\r])\n|\r(?!\n)/.test(text)) note("a line does not end in CRLF");
  for (const line of text.split(/\r?\n/)) {
    if (Buffer.byteLength(line) > 75) note(`longer than 75 octets: ${line}`);
    if (line.includes("\ufffd")) note(`not UTF-8, or a character that folding broke: ${line}`);
  }
  let calendar;
  try {
    calendar = new ICAL.Component(ICAL.parse(text));
  } catch (error) {
    note(error.message);
    return;
  }
  const value = (component, name) => component.getFirstPropertyValue(name);
  if (calendar.name !== "vcalendar" || value(calendar, "version") !== "2.0" || !value(calendar, "prodid")) note("is no calendar of version 2.0 with a product");
  const events = calendar.getAllSubcomponents("vevent");
  if (!events.length) note("has no events");
  const ids = events.map((it) => value(it, "uid"));
  if (new Set(ids).size !== ids.length) note("a UID stands twice");

  for (const event of events) {
    const called = value(event, "summary") ?? value(event, "uid");
    for (const name of ["uid", "dtstamp", "dtstart", "summary", "url"]) if (!value(event, name)) note(`${called}: has no ${name.toUpperCase()}`);
    if (event.getFirstProperty("dtstart")?.type !== "date") note(`${called}: DTSTART is no VALUE=DATE`);
    if (event.getFirstProperty("dtstamp")?.type !== "date-time" || value(event, "dtstamp")?.zone !== ICAL.Timezone.utcTimezone) note(`${called}: DTSTAMP is no time in UTC`);
    const end = event.getFirstProperty("dtend");
    if (end && (end.type !== "date" || value(event, "dtend").compare(value(event, "dtstart")) <= 0)) note(`${called}: DTEND is no later date`);
    if (!`${value(event, "url")}`.startsWith(site.base)) note(`${called}: its URL lies outside the site`);
  }
};
