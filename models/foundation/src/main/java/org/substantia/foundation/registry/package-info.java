/** Public models that are known by name, and how to get them. */
package org.substantia.foundation.registry;
