/** What the tests of all modules share: where the working copy is, data that are not part of it, and a browser. */
package org.substantia.testing;
