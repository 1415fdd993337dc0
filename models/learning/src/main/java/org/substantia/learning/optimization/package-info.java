/** How weights follow their gradients. */
package org.substantia.learning.optimization;
