/** What the tests of all modules share: where the working copy is, and the data that are not part of it. */
package org.substantia.testing;
