/** JSON files by record binding, with one spelling of enum constants. */
package org.substantia.base.json;
