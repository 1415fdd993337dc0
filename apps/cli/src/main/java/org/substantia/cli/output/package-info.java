/** What commands print and the schemas of the files they write. */
package org.substantia.cli.output;
