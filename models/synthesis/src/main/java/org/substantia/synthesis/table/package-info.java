/** Tables of published or assumed numbers that come with the program, each with its source. */
package org.substantia.synthesis.table;
