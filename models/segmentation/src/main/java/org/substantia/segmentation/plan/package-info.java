/** What a model expects and what its classes mean: everything that is stored beside the weights. */
package org.substantia.segmentation.plan;
