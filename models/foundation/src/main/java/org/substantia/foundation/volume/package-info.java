/** Public networks that segment brain MRI in three dimensions. */
package org.substantia.foundation.volume;
