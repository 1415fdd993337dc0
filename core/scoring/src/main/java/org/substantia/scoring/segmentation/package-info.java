/** How well a label map agrees with its reference: overlap and surface distances, label by label. */
package org.substantia.scoring.segmentation;
