/** Where tensors are computed, and how precisely. */
package org.substantia.learning.device;
