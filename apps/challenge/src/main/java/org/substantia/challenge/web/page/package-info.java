/** What a page consists of, and its words in both languages; templates turn it into HTML and escape every text. */
package org.substantia.challenge.web.page;
