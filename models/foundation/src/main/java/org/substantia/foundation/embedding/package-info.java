/** Features of scans, slice by slice. */
package org.substantia.foundation.embedding;
