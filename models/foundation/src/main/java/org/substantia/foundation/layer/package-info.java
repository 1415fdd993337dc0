/** The layers of transformers. */
package org.substantia.foundation.layer;
