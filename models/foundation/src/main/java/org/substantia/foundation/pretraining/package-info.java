/** Self-supervised training of an encoder on the slices that it will be shown. */
package org.substantia.foundation.pretraining;
