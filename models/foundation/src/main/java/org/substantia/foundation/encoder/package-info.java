/** Vision transformers of the families DINOv2, DINOv3, CLIP and SAM: one network with switches. */
package org.substantia.foundation.encoder;
