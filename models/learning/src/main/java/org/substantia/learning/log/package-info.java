/** The JSON-lines log of a training run. */
package org.substantia.learning.log;
