/** Tests of the documentation: reference pages are made from the code, links lead somewhere, lines are of a length. */
package org.substantia.cli.docs;
